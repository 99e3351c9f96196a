# Takes one connection, reads it to its end and says how much came and what it hashes to.
import hashlib
import socket

s = socket.socket()
s.bind(('127.0.0.1', 0))
s.listen()
print('listening on', s.getsockname()[1])
conn, addr = s.accept()
total = 0
sha = hashlib.sha256()
while data := conn.recv(65536):
    total += len(data)
    sha.update(data)
print('took', total, sha.hexdigest())
