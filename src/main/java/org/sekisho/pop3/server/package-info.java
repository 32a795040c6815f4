/// One POP3 session each.
@NullMarked
package org.sekisho.pop3.server;

import org.jspecify.annotations.NullMarked;
