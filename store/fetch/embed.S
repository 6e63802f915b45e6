/* The bytes of hm-fetch, as data of the hm program. */
    .section .rodata
    .global hm_fetch_program_begin
    .global hm_fetch_program_end
    .hidden hm_fetch_program_begin
    .hidden hm_fetch_program_end
    .balign 16
hm_fetch_program_begin:
    .incbin HM_FETCH_PROGRAM
hm_fetch_program_end:
    .byte 0
    .section .note.GNU-stack,"",%progbits
