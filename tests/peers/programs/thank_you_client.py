# Its client: connect to localhost, say something, print what comes back. Port 12345 unless named.
import socket
import sys

s = socket.socket()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.connect(('localhost', port))
s.send(b'Hi, I am the client')
print('Server:', s.recv(1024).decode())
s.close()
