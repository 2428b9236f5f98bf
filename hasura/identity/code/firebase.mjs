// Firebase: once for each user, where the Admin SDK runs (a Cloud Function, your server).
// The claims are in the next ID token: getIdToken(true). All custom claims together may have 1000 bytes.
import { getAuth } from "firebase-admin/auth";

export const allowHasura = async (uid) => {
  const { customClaims } = await getAuth().getUser(uid);
  await getAuth().setCustomUserClaims(uid, {
    ...customClaims, // Firebase replaces all custom claims at once: those that are there already stay
    "https://hasura.io/jwt/claims": {
      "x-hasura-allowed-roles": ["user"],
      "x-hasura-default-role": "user",
      "x-hasura-user-id": uid,
    },
  });
};
