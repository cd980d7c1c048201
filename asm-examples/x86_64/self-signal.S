/*
 * One idea: a signal handler is a detour; rt_sigreturn ends it and restores all registers.
 *
 * A trace shows rt_sigaction, getpid, kill(..., SIGUSR1) = 0, the signal, then the
 * handler's write(1, "caught\n", 7) and rt_sigreturn. That last call puts back the
 * rax that kill left, so it seems to return 0: the write's 7 is gone.
 * Exit status: 0, taken from that restored rax.
 */
        .globl _start                   # the linker starts the program at this name
        .text                           # what follows is code
_start:
        mov     $13, %eax               # which call: rt_sigaction, which says what a signal shall do
        mov     $10, %edi               # 1st argument, the signal: 10 is SIGUSR1
        mov     $action, %esi           # 2nd argument, the new action, described below
        mov     $0, %edx                # 3rd argument, where to store the old action: nowhere
        mov     $8, %r10d               # 4th argument, the size of a signal mask: 8 bytes for 64 signals
        syscall

        mov     $39, %eax               # which call: getpid
        syscall

        mov     %eax, %edi              # 1st argument, whom: ourselves
        mov     $10, %esi               # 2nd argument, which signal: SIGUSR1
        mov     $62, %eax               # which call: kill, which sends a signal (it need not be a deadly one)
        syscall                         # before the next instruction runs, the handler does
after_signal:
        mov     %eax, %edi              # status: kill's result, 0, although the handler used rax as well
        mov     $231, %eax              # which call: exit_group
        syscall

handler:                                # the kernel makes the program go on here
        mov     $1, %eax                # which call: write
        mov     $1, %edi                # 1st argument, standard output
        mov     $message, %esi          # 2nd argument, the address
        mov     $message_length, %edx   # 3rd argument, the length
        syscall                         # rax is 7 now
        ret                             # the kernel has put the address of restorer on the stack as if it had called

restorer:
        mov     $15, %eax               # which call: rt_sigreturn
        syscall                         # puts back every register from the stack: goes on at after_signal, rax 0

        .section .rodata                # data that nobody may change
message:
        .ascii  "caught\n"
message_length = . - message            # here minus the start: 7

        .balign 8                       # at an address divisible by 8, as suits 8-byte numbers
action:                                 # the kernel's description of an action, four numbers of 8 bytes
        .quad   handler                 # what to run
        .quad   0x04000000              # flags: SA_RESTORER, "the next number counts"
        .quad   restorer                # where the handler returns to; x86-64 insists on having one
        .quad   0                       # signals to hold back meanwhile: none besides SIGUSR1 itself

        .section .note.GNU-stack, "", @progbits   # no code on the stack
