/// Our own blocklist: who is refused, why, until when, and by whose word; look-ups in memory, entries in the
/// store.
@NullMarked
package org.sekisho.blocklist;

import org.jspecify.annotations.NullMarked;
