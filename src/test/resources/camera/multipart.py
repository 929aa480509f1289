"""Serves a JPEG as a stream whose parts Python's own e-mail package writes: PORT FILE."""

import sys
import time
from email import encoders
from email.mime.image import MIMEImage
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PICTURE = open(sys.argv[2], "rb").read()


class Camera(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", 'multipart/x-mixed-replace; boundary="=_python"')
        self.end_headers()
        try:
            while True:
                part = MIMEImage(PICTURE, "jpeg", encoders.encode_noop, policy=HTTP)
                headers = "".join(f"{name}: {value}\r\n" for name, value in part.items())
                self.wfile.write(b"--=_python\r\n" + headers.encode() + b"\r\n" + part.get_payload(decode=True) + b"\r\n")
                time.sleep(0.02)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Camera).serve_forever()
