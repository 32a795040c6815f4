/// The resolver, whose every answer is one of Found, NoSuchName, NoData, CouldNotAsk.
@NullMarked
package org.sekisho.dns;

import org.jspecify.annotations.NullMarked;
