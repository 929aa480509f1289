package dev.sluice.support;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;
import org.jclouds.blobstore.TransientApiMetadata;

/** A server that speaks as S3 does and checks signatures, on the loopback, with buckets in memory. */
public final class S3Server implements AutoCloseable {

    /** Who may read. */
    public static final String KEY = "reader";

    public static final String SECRET = "a secret / with + signs";

    private final BlobStoreContext context;
    private final S3Proxy server;

    private S3Server(BlobStoreContext context, S3Proxy server) {
        this.context = context;
        this.server = server;
    }

    /** Starts one on a free port. */
    public static S3Server start() {
        BlobStoreContext context =
                ContextBuilder.newBuilder(new TransientApiMetadata()).build(BlobStoreContext.class);
        S3Proxy server = S3Proxy.builder()
                .blobStore(context.getBlobStore())
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, KEY, SECRET)
                .build();
        S3Server started = new S3Server(context, server);
        try {
            server.start();
            return started;
        } catch (Exception failed) {
            context.close();
            throw new IllegalStateException("the S3 server does not start", failed);
        }
    }

    public String endpoint() {
        return "http://127.0.0.1:" + server.getPort();
    }

    /** Settings under which a server may read this bucket. */
    public Map<String, String> settings(String bucket) {
        return Map.of(
                "fetch.s3.buckets", bucket,
                "fetch.s3.endpoint", endpoint(),
                "fetch.s3.access-key", KEY,
                "fetch.s3.secret-key", SECRET);
    }

    /** From now on there is this object. */
    public S3Server has(String bucket, String key, byte[] bytes) {
        BlobStore store = context.getBlobStore();
        store.createContainerInLocation(null, bucket);
        store.putBlob(
                bucket,
                store.blobBuilder(key)
                        .payload(bytes)
                        .contentType("image/png")
                        .cacheControl("max-age=60")
                        .build());
        return this;
    }

    @Override
    public void close() throws IOException {
        try {
            server.stop();
        } catch (Exception failed) {
            throw new IOException("the S3 server does not stop", failed);
        } finally {
            context.close();
        }
    }
}
