# Connects, says something and resets: with no time to linger, close sends RST instead of FIN.
import socket
import struct
import sys

s = socket.socket()
s.connect(('localhost', int(sys.argv[1])))
s.sendall(b'last words')
s.recv(1024)
s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
s.close()
