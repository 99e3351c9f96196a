# A datagram server as tutorials write it: answer each message in capitals. Any free port unless named.
import socket
import sys

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(('localhost', int(sys.argv[1]) if len(sys.argv) > 1 else 0))
print('Listening on', s.getsockname()[1])
while True:
    message, address = s.recvfrom(2048)
    s.sendto(message.upper(), address)
