export const help = `wirebench: connect to sockets, listen on them, see and keep every row

Usage
  wirebench connect URL [options]     connect; lines of standard input are sent
  wirebench listen URL [options]      listen; lines go to every peer
  wirebench export SESSION [options]  write a recorded session out
  wirebench import FILE… [options]    bring connections of other tools into a
                                      workspace; folders, ZIPs and - (standard
                                      input) too
  wirebench decode FORMAT [options]   print what bytes mean; decode --help
                                      lists the formats and options
  wirebench checksum [NAME] [options] the checksum of bytes; without NAME the
                                      list of names with their check values
  wirebench serve [options] [FILE]    run Wirebench for a browser and print the
                                      address of its page; serve --help has
                                      the options

  URL is tcp://HOST:PORT, tls://HOST:PORT, udp://HOST:PORT, ws://…, wss://…
  or unix:PATH. A listener binds 127.0.0.1 unless a host is named; port 0
  takes any free port, and the first line says which.
  SESSION is a session's directory.

What is sent
  --send TEXT        send TEXT when open, before standard input; may be repeated
  --hex              read --send and lines as hex digits, print payloads in hex
  --escapes          read --send and lines as text with \\x00, \\n, \\u{1F600}, \\\\
  --binary           send WebSocket messages as binary
  --no-newline       do not add a line feed to lines sent on TCP, TLS and
                     local sockets
  --echo             answer each message with itself, same type

When it ends
  --count N          after N messages received
  --for SECONDS      after SECONDS
  Without these, the end of standard input sends FIN on a stream and goes on
  reading, closes a WebSocket with 1000, and ends UDP a second later; a listener
  goes on until Ctrl+C.

Variables
  {{name}} and {{generator args}} in URL, --send, --header and --protocol stand
  for values; \\{{ is two braces as such. Lines of standard input are sent as
  they are.
  --var NAME=VALUE   a variable; may be repeated, and wins over all others
  --workspace DIR    use the variables of this workspace
  --env NAME         and of this environment of it
  --ask-passphrase   ask for the passphrase its secrets are encrypted with
  --passphrase-file FILE
                     take it from FILE (mode 0600); WIREBENCH_SECRETS_KEY does too

What is printed
  --json             one object a row (seq, time, dir, kind, peer, length,
                     payload in base64), after a first one with the address
  --quiet            payloads received, and nothing else
  --session DIR      keep the session's log in DIR
  --sync-ms N        a power cut loses at most N ms of it; 0: every write waits
                     for the disk. As the workspace has it, or 1000, unless given

Connections
  --header 'A: b'    extra WebSocket request header; may be repeated
  --protocol NAME    WebSocket subprotocol offered, or accepted; may be repeated
  --timeout SECONDS  give up connecting after this long (10)
  --proxy URL        go through http://, https://, socks5h:// (it looks names up)
                     or socks5:// (looked up here); TCP, TLS and WebSocket
  --insecure         do not verify the peer's certificate
  --ca FILE          trust this certificate authority (PEM)
  --cert FILE        own certificate (PEM), with --key FILE
  --key FILE         its private key (PEM); the passphrase of one that has one
                     is taken from WIREBENCH_KEY_PASSPHRASE
  --server-name NAME name to send and verify (SNI)
  --self-signed      make a certificate for localhost (tls:// and wss:// listeners)

Export
  --format FORMAT    jsonl (default), text, csv, pcapng, har, html, yaml, raw
                     or c
  --out FILE         write FILE instead of standard output; it takes its name
                     when it is whole and on the disk
  --layer LAYER      messages or wire; what suits the format unless given
  --direction WAY    in or out: rows of one direction alone; raw needs it
  --filter QUERY     rows that the filter finds
  --marked           marked rows alone
  --with-secrets     leave cookies and credentials of handshakes and values of
                     the workspace's secrets in: they are covered otherwise
  --ask-passphrase, --passphrase-file FILE
                     what the secrets are encrypted with, to know their values

Import
  --workspace DIR    the workspace it goes to; made where it is missing
  --folder NAME      put connections into this folder
  --dry-run          tell what would come and what would not, change nothing
  --replace          variables that are there already take the imported value
  --json             one object: items, notes, and what was written
  Postman, Insomnia, Bruno, OpenCollection, Packet Sender, Yaak, Hoppscotch, .http
  files, command lines and Wirebench's own exports are recognised by what they hold.
  Captures (pcap, pcapng, HAR with WebSockets) become recorded sessions.

  --version          print the version
  --help             print this

Exit codes
  0 fine   1 a local error, or a connection lost   2 usage   3 refused
  4 timed out   5 TLS   6 protocol (an upgrade refused, a violation)   7 unknown host

Examples
  wirebench connect tcp://localhost:12345
  echo '{"op":"ping"}' | wirebench connect ws://localhost:8080 --count 1
  wirebench listen tcp://127.0.0.1:0 --echo --json
  wirebench connect udp://127.0.0.1:5353 --hex --send '00 01' --count 1 --for 2
  wirebench decode websocket --role server --hex '81 05 48 65 6c 6c 6f'
  wirebench checksum CRC-16/MODBUS --hex '11 03 00 6b 00 03'`;
