// The least that a server on sharp does: POST a picture, get it resized. One decoder thread for each processor, as sharp's own pages advise.
import http from 'node:http';
import sharp from 'sharp';

sharp.cache(false);
sharp.concurrency(1);

http.createServer((request, response) => {
  const query = new URL(request.url, 'http://localhost').searchParams;
  const body = [];
  request.on('data', chunk => body.push(chunk));
  request.on('end', async () => {
    try {
      const picture = await sharp(Buffer.concat(body))
        .resize(Number(query.get('w')), Number(query.get('h')), { fit: 'inside' })
        .jpeg({ quality: Number(query.get('q')) })
        .toBuffer();
      response.writeHead(200, { 'Content-Type': 'image/jpeg', 'Content-Length': picture.length });
      response.end(picture);
    } catch (failure) {
      response.writeHead(422).end(String(failure.message));
    }
  });
}).listen(Number(process.env.PORT), '127.0.0.1');
