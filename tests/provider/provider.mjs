// A real OpenID provider: one client, every login name is an account, new keys at each start.
import { createServer } from "node:http";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import Provider from "oidc-provider";

const [port, redirectUri, secret] = process.argv.slice(2);
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const key = { ...privateKey.export({ format: "jwk" }), use: "sig", alg: "RS256", kid: randomBytes(8).toString("hex") };

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: "quorate",
      client_secret: secret,
      redirect_uris: [redirectUri],
      response_types: ["code"],
      grant_types: ["authorization_code"],
    },
  ],
  cookies: { keys: [randomBytes(16).toString("hex")] },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  jwks: { keys: [key] },
  pkce: { required: () => true },
});

createServer(provider.callback()).listen(Number(port), "127.0.0.1", () => console.log("listening"));
process.stdin.resume().on("end", () => process.exit(0));
