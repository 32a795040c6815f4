/// The relay check: whether a mail server sends mail on for strangers, found out as they would.
@NullMarked
package org.sekisho.audit.relay;

import org.jspecify.annotations.NullMarked;
