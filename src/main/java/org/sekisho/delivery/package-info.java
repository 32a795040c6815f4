/// Due queue entries on their way into a mailbox or out to another server.
@NullMarked
package org.sekisho.delivery;

import org.jspecify.annotations.NullMarked;
