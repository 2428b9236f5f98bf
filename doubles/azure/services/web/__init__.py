"""App Service: plans, apps and slots, with their configuration and the containers that they run."""
