/// The blocklist for others: as a DNS zone (RFC 5782), and as files for rbldnsd.
@NullMarked
package org.sekisho.blocklist.zone;

import org.jspecify.annotations.NullMarked;
