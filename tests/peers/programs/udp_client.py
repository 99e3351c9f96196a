# Its client: one datagram out, one back.
import socket
import sys

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(10)
s.sendto(b'are you there', ('localhost', int(sys.argv[1])))
message, server = s.recvfrom(2048)
print('From server:', message.decode())
s.close()
