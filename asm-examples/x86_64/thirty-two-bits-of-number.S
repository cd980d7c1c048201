/*
 * One idea: registers have 64 bits, but of a call's number the kernel reads only
 * the low 32, and of an argument as many as its C type has: 32 for an int.
 *
 * A trace shows getpid() twice with the same result, though the first time rax was
 * 0x100000027 (0x27 is 39, getpid), and write(1, ...), though rdi was 0x100000001.
 * Addresses and lengths, on the other hand, use all 64 bits.
 * Exit status: 0; 1 on an old kernel that compared all 64 bits of the number.
 */
        .globl _start                   # the linker starts the program at this name
        .text                           # what follows is code
_start:
        movabs  $0x100000027, %rax      # 39 with bit 32 set as well; movabs can load a number of 64 bits
        syscall
        mov     %rax, %rbx              # keep the answer; system calls leave rbx alone

        mov     $39, %eax               # getpid in the ordinary way
        syscall
        cmp     %rax, %rbx              # the same process id both times?
        jne     wrong

        mov     $1, %eax                # which call: write
        movabs  $0x100000001, %rdi      # 1st argument, a descriptor: an int, so the kernel sees 1
        mov     $message, %esi          # 2nd argument, the address
        mov     $message_length, %edx   # 3rd argument, the length
        syscall
        cmp     $message_length, %rax   # all bytes written?
        jne     wrong

        mov     $0, %edi                # status 0: the upper halves didn't matter
        jmp     leave

wrong:
        mov     $1, %edi                # status 1: one of them did

leave:
        mov     $231, %eax              # which call: exit_group
        syscall

        .section .rodata                # data that nobody may change
message:
        .ascii  "only the low half counts\n"
message_length = . - message            # here minus the start: 25

        .section .note.GNU-stack, "", @progbits   # no code on the stack
