// Firebase: once for each user, where the Admin SDK runs (a Cloud Function, your server).
// The claims are in the next ID token: getIdToken(true). All custom claims together may have 1000 bytes.
import { getAuth } from "firebase-admin/auth";

export const allowHasura = (uid) =>
  getAuth().setCustomUserClaims(uid, {
    "https://hasura.io/jwt/claims": {
      "x-hasura-allowed-roles": ["user"],
      "x-hasura-default-role": "user",
      "x-hasura-user-id": uid,
    },
  });
