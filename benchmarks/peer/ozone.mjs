// Ozone's service or its daemon on 127.0.0.1, set by its own environment variables; or a stand-in for
// the AppView that both of them ask, which knows nobody and says so at once.
import { createServer } from 'node:http'
import { Server } from 'node:net'

const [role] = process.argv.slice(2)

// Ozone listens on every interface by itself.
const listen = Server.prototype.listen
Server.prototype.listen = function (port, ...rest) {
  return listen.call(this, { port, host: '127.0.0.1' }, ...rest)
}

// Without a labeler's view Ozone asks for it anew with every report.
const labeler = { $type: 'app.bsky.labeler.defs#labelerViewDetailed' }
const KNOWN = {
  'app.bsky.actor.getProfiles': { profiles: [] },
  'app.bsky.feed.getAuthorFeed': { feed: [] },
  'app.bsky.labeler.getServices': { views: [labeler] },
  'com.atproto.admin.getAccountInfos': { infos: [] },
}

const answer = (request, response) => {
  const method = new URL(request.url, 'http://localhost').pathname.replace('/xrpc/', '')
  const found = KNOWN[method]
  response.writeHead(found ? 200 : 501, { 'content-type': 'application/json' })
  response.end(JSON.stringify(found ?? { error: 'MethodNotImplemented', message: method }))
}

if (role === 'appview') {
  createServer(answer).listen(Number(process.env.APPVIEW_PORT))
} else {
  const { Database, OzoneDaemon, OzoneService, envToCfg, envToSecrets, readEnv } = await import(
    '@atproto/ozone'
  )
  const told = readEnv()
  const [settings, secrets] = [envToCfg(told), envToSecrets(told)]
  if (role === 'service') {
    const database = new Database({ url: settings.db.postgresUrl })
    await database.migrateToLatestOrThrow()
    await database.close()
  }
  const made = await (role === 'service' ? OzoneService : OzoneDaemon).create(settings, secrets)
  await made.start()
}
console.log('listening')
process.stdin.on('end', () => process.exit(0)).resume()
