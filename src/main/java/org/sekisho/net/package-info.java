/// Listeners, connections, TLS, deadlines and limits per address.
@NullMarked
package org.sekisho.net;

import org.jspecify.annotations.NullMarked;
