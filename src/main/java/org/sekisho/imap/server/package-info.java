/// One IMAP session each.
@NullMarked
package org.sekisho.imap.server;

import org.jspecify.annotations.NullMarked;
