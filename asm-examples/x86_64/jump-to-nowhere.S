/*
 * One idea: an instruction that uses a bad address is a crash, not an error number.
 *
 * There is no memory at address 0, so the processor can't fetch an instruction there;
 * it tells the kernel, and the kernel sends SIGSEGV. (bad-pointer.S: the same mistake, made
 * in a call, is only an EFAULT.)
 * A trace shows no call but execve, then SIGSEGV with si_addr=NULL, and the death.
 * Exit status: none, it was killed by signal 11; a shell shows that as 139 (128 + 11).
 */
        .globl _start                   # the linker starts the program at this name
        .text                           # what follows is code
_start:
        mov     $0, %eax                # address 0, and nothing else: no call is made here
        jmp     *%rax                   # the star: jump to the address that rax holds; rip becomes 0

        .section .note.GNU-stack, "", @progbits   # no code on the stack
