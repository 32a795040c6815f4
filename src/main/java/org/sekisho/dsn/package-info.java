/// Composes delivery status notifications (RFC 3461, 3462, 3464, 6533).
@NullMarked
package org.sekisho.dsn;

import org.jspecify.annotations.NullMarked;
