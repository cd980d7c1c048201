/*
 * One idea: a program may wait without doing anything; the kernel wakes it when a signal comes.
 *
 * A trace shows a ppoll that waits for no file and for no time, as long as nobody sends a signal.
 * It is a good place for calls that somebody makes from outside, with spyglass's `do`.
 * Exit status: none; a signal ends it.
 */
        .globl  _start                  // the linker starts the program at this name
        .text                           // what follows is code
_start:
        mov     x8, #73                 // which call: 73 is ppoll; this machine has no pause
        mov     x0, #0                  // 1st argument, the list of files: none
        mov     x1, #0                  // 2nd argument, how many there are
        mov     x2, #0                  // 3rd argument, how long to wait: for ever
        mov     x3, #0                  // 4th argument, the signals to block meanwhile: as they are
        mov     x4, #0                  // 5th argument, the size of that set
        svc     #0                      // the kernel lets the program sleep
        b       _start                  // a signal that changed nothing: wait again
