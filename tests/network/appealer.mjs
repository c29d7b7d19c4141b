// A person at the published client whose account is taken down: signs in for the little that is left
// to them, and appeals to a moderation service through their own server.
import { AtpAgent } from '@atproto/api'

const { pds, service, identifier, password, reason } = JSON.parse(process.argv[2])
const agent = new AtpAgent({ service: pds })
await agent.login({ identifier, password, allowTakendown: true })
const told = await agent.withProxy('atproto_labeler', service).createModerationReport({
  reasonType: 'com.atproto.moderation.defs#reasonAppeal',
  reason,
  subject: { $type: 'com.atproto.admin.defs#repoRef', did: agent.assertDid },
})
console.log(JSON.stringify(told.data))
process.exit(0)
