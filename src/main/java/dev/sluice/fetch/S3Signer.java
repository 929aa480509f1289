package dev.sluice.fetch;

import dev.sluice.failure.OriginFailure;
import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.s3.presigner.model.GetObjectPresignRequest;

/**
 * The AWS SDK: finds region and credentials, knows where a bucket is, and signs the request for an object (AWS Signature Version 4, in the
 * query). It sends nothing but what credentials take; the request goes the way of all others. The only class that uses the SDK, so that
 * none of it is loaded before this is made. Safe for any thread.
 */
final class S3Signer implements AutoCloseable {

    /** Only its beginning counts, and that comes at once. */
    private static final Duration VALID = Duration.ofMinutes(10);

    private static final String USUAL_REGION = "us-east-1";

    private final S3Presigner presigner;

    /** @throws OriginFailure UNREACHABLE when no region is to be found */
    S3Signer(S3Config config) {
        try {
            S3Presigner.Builder builder = S3Presigner.builder().credentialsProvider(credentials(config));
            if (!config.endpoint().isEmpty()) {
                builder.endpointOverride(URI.create(config.endpoint()))
                        .region(Region.of(USUAL_REGION))
                        .serviceConfiguration(S3Configuration.builder()
                                .pathStyleAccessEnabled(config.pathStyle())
                                .build());
            }
            if (!config.region().isEmpty()) {
                builder.region(Region.of(config.region()));
            }
            presigner = builder.build();
        } catch (SdkException failed) {
            throw unsigned(failed);
        }
    }

    private static AwsCredentialsProvider credentials(S3Config config) {
        return config.accessKey().isEmpty()
                ? DefaultCredentialsProvider.builder().build()
                : StaticCredentialsProvider.create(AwsBasicCredentials.create(config.accessKey(), config.secretKey()));
    }

    /**
     * Where the object is, with a signature: not to be told to anybody. May ask the machine's or container's own service for credentials.
     *
     * @throws OriginFailure UNREACHABLE when there are no credentials
     */
    URI signed(S3Object object) {
        GetObjectRequest request = GetObjectRequest.builder()
                .bucket(object.bucket())
                .key(object.key())
                .versionId(object.version())
                .build();
        try {
            String url = presigner
                    .presignGetObject(GetObjectPresignRequest.builder()
                            .signatureDuration(VALID)
                            .getObjectRequest(request)
                            .build())
                    .url()
                    .toExternalForm();
            return URI.create(url);
        } catch (SdkException failed) {
            throw unsigned(failed);
        }
    }

    private static OriginFailure unsigned(SdkException cause) {
        return new OriginFailure(
                OriginFailure.Kind.UNREACHABLE,
                "the request to S3 cannot be signed: set fetch.s3.access-key, fetch.s3.secret-key and fetch.s3.region, or what"
                        + " the AWS SDK reads instead",
                cause);
    }

    /** Lets go of the credentials. */
    @Override
    public void close() {
        presigner.close();
    }
}
