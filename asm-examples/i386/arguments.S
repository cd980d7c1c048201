/*
 * One idea: the arguments lie on the stack before the first instruction runs.
 *
 * The kernel leaves at the stack pointer: argc, then the addresses of the argument
 * strings, then a zero; as on x86-64, but each takes 4 bytes and not 8.
 * A trace shows one write for each argument, the program's own name first.
 * Exit status: 0.
 */
        .globl _start                   # the linker starts the program at this name
        .text                           # what follows is code
_start:
        mov     (%esp), %edi            # argc, only to be looked at here: the loop ends at the zero instead
        lea     4(%esp), %esi           # esi = address of argv[0], just above argc

next_argument:
        mov     (%esi), %ecx            # address of the string; ecx is also where write wants it
        test    %ecx, %ecx              # is it the zero that ends the list?
        jz      done                    # yes: every argument is printed
        mov     %ecx, %ebp              # ebp will walk along the string

find_end:
        cmpb    $0, (%ebp)              # a string ends at its zero byte
        je      print                   # found it
        inc     %ebp                    # otherwise look at the next byte
        jmp     find_end

print:
        movb    $'\n', (%ebp)           # a newline for the zero: the stack is our memory, we may write to it
        lea     1(%ebp), %edx           # one past the newline ...
        sub     %ecx, %edx              # ... minus the start: the length, 3rd argument
        mov     $4, %eax                # which call: write
        mov     $1, %ebx                # 1st argument, standard output
        int     $0x80
        movb    $0, (%ebp)              # put the zero back, so that the argument is as it was
        add     $4, %esi                # an address takes 4 bytes: on to the next one
        jmp     next_argument

done:
        mov     $252, %eax              # which call: exit_group
        mov     $0, %ebx                # status 0: all went well
        int     $0x80

        .section .note.GNU-stack, "", @progbits   # no code on the stack
