package org.sekisho.app;

import java.net.InetSocketAddress;
import org.sekisho.config.Protocol;

/// Where a service can be reached.
public record Endpoint(Protocol service, InetSocketAddress address) {}
