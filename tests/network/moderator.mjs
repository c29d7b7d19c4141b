// A moderator at the published client, signed in at their own server: does what the steps say through
// it, at a moderation service, and prints each answer or why there is none.
import { AtpAgent } from '@atproto/api'

const { pds, service, identifier, password, steps } = JSON.parse(process.argv[2])
const agent = new AtpAgent({ service: pds })
await agent.login({ identifier, password })
const moderation = agent.withProxy('atproto_labeler', service).tools.ozone.moderation
const told = []
for (const { method, given } of steps) {
  const said = method === 'emitEvent' ? { createdBy: agent.assertDid, ...given } : given
  try {
    told.push((await moderation[method](said)).data)
  } catch (wrong) {
    told.push({ error: wrong.error, message: wrong.message, status: wrong.status })
  }
}
console.log(JSON.stringify(told))
process.exit(0)
