/*
 * One idea: another processor, the same question: only the registers and the door differ.
 *
 * A trace shows execve, write(1, "Hello, kernel!\n", 15) = 15 and exit_group(42) = ?,
 * the same as for x86_64/hello.S. Here the number is in x8, the arguments are in x0 to
 * x5, and the result comes back in x0; the instruction is svc, "supervisor call".
 * Exit status: 42.
 */
        .globl _start                   // let the linker see the name _start: that is where it starts a program
        .text                           // what follows is code
_start:
        mov     x8, #64                 // which call: 64 is write on this processor
        mov     x0, #1                  // 1st argument, the descriptor: 1 is standard output
        adr     x1, message             // 2nd argument, the address: adr counts it from this instruction
        mov     x2, #message_length     // 3rd argument, how many bytes: 15
        svc     #0                      // into the kernel and back; x0 holds the result, the other x registers stay

        mov     x8, #94                 // which call: 94 is exit_group
        mov     x0, #42                 // 1st argument, the exit status that the parent will see
        svc     #0                      // never returns

        .section .rodata                // what follows is data that nobody may change
message:
        .ascii  "Hello, kernel!\n"      // 15 bytes; no zero at the end, for write is told the length
message_length = . - message            // "." means "here": here minus the start is the length

        .section .note.GNU-stack, "", %progbits   // tells the linker: this program runs no code on its stack
