/// The diagnosis: reads the queue and the logs of a mail server, changes nothing, and says who fires spam.
@NullMarked
package org.sekisho.doctor;

import org.jspecify.annotations.NullMarked;
