/// Header fields and message streams (RFC 5322, 2045); knows nothing of sessions.
@NullMarked
package org.sekisho.message;

import org.jspecify.annotations.NullMarked;
