/// Sender policies (RFC 7208): whether a domain lets an address send its mail, asked of a resolver.
@NullMarked
package org.sekisho.spf;

import org.jspecify.annotations.NullMarked;
