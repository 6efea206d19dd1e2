package dev.temporalfailover.traffic.route53;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import software.amazon.awssdk.checksums.SdkChecksum;
import software.amazon.awssdk.checksums.spi.ChecksumAlgorithm;

/**
 * In a native image only: the SDK's three methods that create checksums of the optional aws-crt library, which is not on
 * our class path, so that the image builder, which links everything at build time, does not look for it. Route 53 needs
 * none of them.
 */
@TargetClass(className = "software.amazon.awssdk.checksums.internal.ChecksumProvider")
final class NativeChecksums {

    /** Null is the SDK's own answer without aws-crt; it goes on to the JDK's CRC32C. */
    @Substitute
    static SdkChecksum createCrtCrc32C() {
        return null;
    }

    @Substitute
    static SdkChecksum crc64NvmeCrtImplementation() {
        throw new UnsupportedOperationException("CRC64NVME needs aws-crt, which is not in this image");
    }

    @Substitute
    static SdkChecksum crtXxHash(ChecksumAlgorithm algorithm) {
        throw new UnsupportedOperationException(algorithm.algorithmId() + " needs aws-crt, which is not in this image");
    }
}
