// A PLC directory or a PDS on 127.0.0.1, as the first word says; the second is its options, JSON.
// A directory takes DIDs of services on its standard input, a JSON line each, and answers with one.
import { createInterface } from 'node:readline'
import { Server } from 'node:net'

const [role, given] = process.argv.slice(2)
const options = JSON.parse(given)

// Both servers listen on every interface by themselves.
const listen = Server.prototype.listen
Server.prototype.listen = function (port, ...rest) {
  return listen.call(this, { port, host: '127.0.0.1' }, ...rest)
}

// Once whoever started this is gone.
const leave = () => process.exit(0)

if (role === 'plc') {
  const { Database, PlcServer } = (await import('@did-plc/server')).default
  const { addSignature, didForCreateOp } = await import('@did-plc/lib')
  const { Secp256k1Keypair } = await import('@atproto/crypto')
  const db = Database.mock()
  await PlcServer.create({ db, port: options.port }).start()
  console.log('listening')
  for await (const line of createInterface({ input: process.stdin })) {
    const { key, endpoint } = JSON.parse(line)
    const signer = await Secp256k1Keypair.create()
    const made = {
      type: 'plc_operation',
      rotationKeys: [signer.did()],
      verificationMethods: { atproto: signer.did(), atproto_label: key },
      alsoKnownAs: [],
      services: { atproto_labeler: { type: 'AtprotoLabeler', endpoint } },
      prev: null,
    }
    const operation = await addSignature(made, signer)
    const did = await didForCreateOp(operation)
    await db.validateAndAddOp(did, operation)
    console.log(did)
  }
  leave()
} else {
  const { PDS } = await import('@atproto/pds')
  const pds = await PDS.fromEnv()
  await pds.start()
  process.stdin.on('end', leave).resume()
  console.log('listening')
}
