// Auth0: Actions > Triggers > post-login > Add Action > Build from scratch; deploy it, drag it into the flow.
exports.onExecutePostLogin = async (event, api) => {
  const roles = (event.authorization?.roles ?? []).filter((role) => role !== "admin");
  api.accessToken.setCustomClaim("https://hasura.io/jwt/claims", {
    "x-hasura-allowed-roles": [...new Set(["user", ...roles])],
    "x-hasura-default-role": "user",
    "x-hasura-user-id": event.user.user_id,
  });
};
