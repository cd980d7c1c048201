/*
 * One idea: the arguments lie on the stack before the first instruction runs.
 *
 * The kernel leaves at the stack pointer: argc, then the addresses of the
 * argument strings, then a zero, then the same for the environment.
 * A trace shows one write for each argument, the program's own name first.
 * Exit status: 0.
 */
        .globl _start                   # the linker starts the program at this name
        .text                           # what follows is code
_start:
        mov     (%rsp), %r12            # argc, only to be looked at here: the loop ends at the zero instead
        lea     8(%rsp), %rbx           # rbx = address of argv[0], just above argc; system calls leave rbx alone

next_argument:
        mov     (%rbx), %rsi            # address of the string; rsi is also where write wants it
        test    %rsi, %rsi              # is it the zero that ends the list?
        jz      done                    # yes: every argument is printed
        mov     %rsi, %rbp              # rbp will walk along the string

find_end:
        cmpb    $0, (%rbp)              # a string ends at its zero byte
        je      print                   # found it
        inc     %rbp                    # otherwise look at the next byte
        jmp     find_end

print:
        movb    $'\n', (%rbp)           # a newline for the zero: the stack is our memory, we may write to it
        lea     1(%rbp), %rdx           # one past the newline ...
        sub     %rsi, %rdx              # ... minus the start: the length, 3rd argument
        mov     $1, %eax                # which call: write
        mov     $1, %edi                # 1st argument, standard output
        syscall
        movb    $0, (%rbp)              # put the zero back, so that the argument is as it was
        add     $8, %rbx                # an address takes 8 bytes: on to the next one
        jmp     next_argument

done:
        mov     $231, %eax              # which call: exit_group
        mov     $0, %edi                # status 0: all went well
        syscall

        .section .note.GNU-stack, "", @progbits   # no code on the stack
