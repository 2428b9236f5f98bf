"""Who answers: ARM and what it lists, the sign-in, the data planes, and what only tests see."""
