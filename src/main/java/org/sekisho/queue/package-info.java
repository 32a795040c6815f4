/// The durable queue: shards, leases, retry times.
@NullMarked
package org.sekisho.queue;

import org.jspecify.annotations.NullMarked;
