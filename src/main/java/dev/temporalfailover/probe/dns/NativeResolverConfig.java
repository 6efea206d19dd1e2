package dev.temporalfailover.probe.dns;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.config.InitializationException;
import org.xbill.DNS.config.PropertyResolverConfigProvider;
import org.xbill.DNS.config.ResolvConfResolverConfigProvider;
import org.xbill.DNS.config.ResolverConfigProvider;

/**
 * In a native image only: dnsjava's reading of the system's settings without the parts for Windows and Android, which refer to
 * classes that are not on our class path, and which the image builder would look for. Properties count before resolv.conf.
 */
@TargetClass(className = "org.xbill.DNS.ResolverConfig")
final class NativeResolverConfig {
    @Alias
    private List<InetSocketAddress> servers;

    @Alias
    private List<Name> searchlist;

    @Alias
    private int ndots;

    @Substitute
    NativeResolverConfig() {
        servers = new ArrayList<>();
        searchlist = new ArrayList<>();
        ndots = 1;
        for (ResolverConfigProvider each :
                List.of(new PropertyResolverConfigProvider(), new ResolvConfResolverConfigProvider())) {
            try {
                each.initialize();
            } catch (InitializationException unreadable) {
                // The next one may know; without any the loopback is asked, as dnsjava does.
                continue;
            }
            if (servers.isEmpty()) {
                servers.addAll(each.servers());
            }
            if (searchlist.isEmpty() && !each.searchPaths().isEmpty()) {
                searchlist.addAll(each.searchPaths());
                ndots = each.ndots();
            }
        }
        if (servers.isEmpty()) {
            servers.add(new InetSocketAddress(InetAddress.getLoopbackAddress(), SimpleResolver.DEFAULT_PORT));
        }
    }
}
