// A stranger at the published libraries: finds a labeler's key by its DID, asks for its labels,
// follows its stream from the beginning, and prints what of each holds under that key.
import { AtpAgent } from '@atproto/api'
import { verifySignature } from '@atproto/crypto'
import { IdResolver, getDidKeyFromMultibase } from '@atproto/identity'
import { encode } from '@atproto/lex-cbor'
import { Subscription } from '@atproto/xrpc-server'

const { plc, did, pattern, most } = JSON.parse(process.argv[2])
const document = await new IdResolver({ plcUrl: plc, fetch }).did.resolve(did)
const method = document.verificationMethod.find((one) => one.id.endsWith('#atproto_label'))
const { type, publicKeyMultibase } = method
const key = getDidKeyFromMultibase({ type, publicKeyMultibase })
const service = document.service.find((one) => one.id.endsWith('#atproto_labeler')).serviceEndpoint

const checked = async (label) => {
  const { sig, $type, ...said } = label
  const holds = await verifySignature(key, encode(said), sig)
  const forged = await verifySignature(key, encode({ ...said, val: 'forged' }), sig)
  return { ...said, holds, forged }
}

const asked = await new AtpAgent({ service }).com.atproto.label.queryLabels({
  uriPatterns: [pattern],
})
const labels = await Promise.all(asked.data.labels.map(checked))

const followed = []
const stream = new Subscription({
  service: service.replace('http', 'ws'),
  method: 'com.atproto.label.subscribeLabels',
  getParams: () => ({ cursor: 0 }),
  validate: (frame) => frame,
})
for await (const frame of stream) {
  for (const label of frame.labels) followed.push(await checked(label))
  if (followed.length >= most) break
}
console.log(JSON.stringify({ labels, followed }))
process.exit(0)
