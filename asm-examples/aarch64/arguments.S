/*
 * One idea: the arguments lie on the stack before the first instruction runs.
 *
 * The kernel leaves at the stack pointer: argc, then the addresses of the argument
 * strings, then a zero; the very layout that x86-64 has.
 * A trace shows one write for each argument, the program's own name first.
 * Exit status: 0.
 */
        .globl _start                   // the linker starts the program at this name
        .text                           // what follows is code
_start:
        ldr     x19, [sp]               // argc, only to be looked at here: the loop ends at the zero instead
        add     x20, sp, #8             // x20 = address of argv[0], just above argc

next_argument:
        ldr     x1, [x20], #8           // address of the string, where write wants it; then x20 moves on by 8
        cbz     x1, done                // "compare and branch if zero": the zero that ends the list
        mov     x21, x1                 // x21 will walk along the string

find_end:
        ldrb    w3, [x21], #1           // load one byte (w3 is the lower half of x3); then x21 moves on by 1
        cbnz    w3, find_end            // "branch if not zero": until the zero byte that ends the string

        mov     w3, #'\n'               // a newline ...
        strb    w3, [x21, #-1]          // ... for the zero, which x21 has just passed; the stack is our memory
        sub     x2, x21, x1             // one past the newline, minus the start: the length, 3rd argument
        mov     x0, #1                  // 1st argument, standard output
        mov     x8, #64                 // which call: write
        svc     #0
        strb    wzr, [x21, #-1]         // put the zero back; wzr is a register that always reads as 0
        b       next_argument           // "branch": back for the next one

done:
        mov     x8, #94                 // which call: exit_group
        mov     x0, #0                  // status 0: all went well
        svc     #0

        .section .note.GNU-stack, "", %progbits   // no code on the stack
