/*
 * One idea: a signal breaks a waiting call off, and SA_RESTART lets it begin again.
 *
 * Start it, and from elsewhere: kill -USR1 PID; then give it a line. A trace shows
 * read(0, ... = ? ERESTARTSYS, the signal SIGUSR1, rt_sigreturn, and read(0, a second
 * time. The program never sees ERESTARTSYS: it called read once.
 * Without a signal there is just one read. It then writes what it has read.
 * Exit status: 0, or the error number if a call fails.
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
        cmp     $-4095, %rax            # -4095 to -1, as unsigned the largest numbers, are errors
        jae     failed

        mov     $0, %eax                # which call: read
        mov     $0, %edi                # 1st argument, standard input
        mov     $buffer, %esi           # 2nd argument, where to put the bytes
        mov     $64, %edx               # 3rd argument, at most so many
the_read:
        syscall                         # waits; after a signal the kernel moves rip back to this very instruction
        cmp     $-4095, %rax
        jae     failed

        mov     %rax, %rdx              # write as many bytes as were read; rsi still points at the buffer
        mov     $1, %eax                # which call: write
        mov     $1, %edi                # 1st argument, standard output
        syscall
        cmp     $-4095, %rax
        jae     failed

        mov     $0, %edi                # status 0
        jmp     leave

failed:
        neg     %eax                    # the error number, made positive ...
        mov     %eax, %edi              # ... is the status

leave:
        mov     $231, %eax              # which call: exit_group
        syscall

handler:                                # the kernel makes the program go on here when SIGUSR1 arrives
        incl    signals_seen            # count it: the one thing this handler does
        ret                             # the kernel has put the address of restorer on the stack as if it had called

restorer:
        mov     $15, %eax               # which call: rt_sigreturn, "back to where the signal struck"
        syscall                         # puts back every register from the stack; never returns to here

        .data                           # data that has a value at the start and may be changed
        .balign 8                       # at an address divisible by 8, as suits 8-byte numbers
action:                                 # the kernel's description of an action, four numbers of 8 bytes
        .quad   handler                 # what to run
        .quad   0x14000000              # flags: SA_RESTORER (0x04000000) and SA_RESTART (0x10000000)
        .quad   restorer                # where the handler returns to; x86-64 insists on having one
        .quad   0                       # signals to hold back meanwhile: none besides SIGUSR1 itself

        .bss                            # memory that starts as zeros
        .balign 4                       # at an address divisible by 4
signals_seen:
        .skip   4                       # how many signals have come
buffer:
        .skip   64                      # room for what is read

        .section .note.GNU-stack, "", @progbits   # no code on the stack
