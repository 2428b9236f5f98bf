// Cognito: Lambda trigger "Pre token generation", basic features (event version V1_0). Send the ID token.
// A claim of that version is a string: the JWT secret says "claims_format": "stringified_json".
export const handler = async (event) => {
  const groups = (event.request.groupConfiguration?.groupsToOverride ?? []).filter(
    (name) => name !== "admin",
  );
  const claims = {
    "x-hasura-allowed-roles": [...new Set(["user", ...groups])],
    "x-hasura-default-role": "user",
    "x-hasura-user-id": event.request.userAttributes.sub,
  };
  event.response = {
    claimsOverrideDetails: {
      claimsToAddOrOverride: { "https://hasura.io/jwt/claims": JSON.stringify(claims) },
    },
  };
  return event;
};
