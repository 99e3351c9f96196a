# The first server of many a tutorial: greet whoever connects, then hang up. Port 12345 unless named.
import socket
import sys

s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind(('localhost', port))
s.listen(5)
print('socket is listening on', s.getsockname()[1])

c, addr = s.accept()
print('Got connection from', addr)
c.send('Thank you for connecting'.encode())
print('It says', c.recv(1024).decode())
c.close()
s.close()
