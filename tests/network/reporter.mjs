// A person at the published client, with an account of their own: reports what the options say to a
// moderation service, through their own server, and prints each answer.
import { AtpAgent } from '@atproto/api'

const { pds, service, reports } = JSON.parse(process.argv[2])
const agent = new AtpAgent({ service: pds })
const handle = `reporter-${process.pid}.test`
await agent.createAccount({ handle, email: `${handle}@mail.example`, password: 'not a secret' })
const proxied = agent.withProxy('atproto_labeler', service)
const told = []
for (const report of reports) told.push((await proxied.createModerationReport(report)).data)
console.log(JSON.stringify({ did: agent.assertDid, told }))
process.exit(0)
