#include <asm/termbits.h>
#include <asm/termios.h>

#include "core/decode/constants/tables.hpp"

namespace spyglass::constants {

namespace {

constexpr Constant input_rows[] = {
    {"IGNBRK", IGNBRK, 0, "ignore breaks"},
    {"BRKINT", BRKINT, 0, "a break interrupts, as Ctrl-C does"},
    {"IGNPAR", IGNPAR, 0, "ignore characters with wrong parity"},
    {"PARMRK", PARMRK, 0, "mark characters with wrong parity"},
    {"INPCK", INPCK, 0, "check parity"},
    {"ISTRIP", ISTRIP, 0, "cut characters to 7 bits"},
    {"INLCR", INLCR, 0, "a newline is read as a carriage return"},
    {"IGNCR", IGNCR, 0, "ignore carriage returns"},
    {"ICRNL", ICRNL, 0, "a carriage return (the Enter key) is read as a newline"},
    {"IUCLC", IUCLC, 0, "capital letters are read as small ones"},
    {"IXON", IXON, 0, "Ctrl-S stops the output, Ctrl-Q lets it go on"},
    {"IXANY", IXANY, 0, "any key lets stopped output go on"},
    {"IXOFF", IXOFF, 0, "tell the other side to stop when the buffer is full"},
    {"IMAXBEL", IMAXBEL, 0, "ring the bell when the buffer is full"},
    {"IUTF8", IUTF8, 0, "characters are UTF-8: erase whole ones"},
};

constexpr Constant output_rows[] = {
    {"NL0", NL0, NLDLY, "no wait after newlines"},
    {"NL1", NL1, NLDLY, "wait after newlines"},
    {"CR0", CR0, CRDLY, "no wait after carriage returns"},
    {"CR1", CR1, CRDLY, "wait after carriage returns"},
    {"CR2", CR2, CRDLY, "wait after carriage returns"},
    {"CR3", CR3, CRDLY, "wait after carriage returns"},
    {"TAB0", TAB0, TABDLY, "no wait after tabs"},
    {"TAB1", TAB1, TABDLY, "wait after tabs"},
    {"TAB2", TAB2, TABDLY, "wait after tabs"},
    {"XTABS", XTABS, TABDLY, "tabs are written as spaces"},
    {"BS0", BS0, BSDLY, "no wait after backspaces"},
    {"BS1", BS1, BSDLY, "wait after backspaces"},
    {"VT0", VT0, VTDLY, "no wait after vertical tabs"},
    {"VT1", VT1, VTDLY, "wait after vertical tabs"},
    {"FF0", FF0, FFDLY, "no wait after form feeds"},
    {"FF1", FF1, FFDLY, "wait after form feeds"},
    {"OPOST", OPOST, 0, "output is changed as the other flags say"},
    {"OLCUC", OLCUC, 0, "small letters are written as capitals"},
    {"ONLCR", ONLCR, 0, "a newline is written as carriage return and newline"},
    {"OCRNL", OCRNL, 0, "a carriage return is written as a newline"},
    {"ONOCR", ONOCR, 0, "no carriage return at the start of a line"},
    {"ONLRET", ONLRET, 0, "a newline goes to the start of the line by itself"},
    {"OFILL", OFILL, 0, "wait by sending fill characters"},
    {"OFDEL", OFDEL, 0, "the fill character is DEL"},
};

constexpr Constant control_rows[] = {
    {"B0", B0, CBAUD, "hang up"},
    {"B50", B50, CBAUD, "50 bits a second"},
    {"B75", B75, CBAUD, "75 bits a second"},
    {"B110", B110, CBAUD, "110 bits a second"},
    {"B134", B134, CBAUD, "134 bits a second"},
    {"B150", B150, CBAUD, "150 bits a second"},
    {"B200", B200, CBAUD, "200 bits a second"},
    {"B300", B300, CBAUD, "300 bits a second"},
    {"B600", B600, CBAUD, "600 bits a second"},
    {"B1200", B1200, CBAUD, "1200 bits a second"},
    {"B1800", B1800, CBAUD, "1800 bits a second"},
    {"B2400", B2400, CBAUD, "2400 bits a second"},
    {"B4800", B4800, CBAUD, "4800 bits a second"},
    {"B9600", B9600, CBAUD, "9600 bits a second"},
    {"B19200", B19200, CBAUD, "19200 bits a second"},
    {"B38400", B38400, CBAUD, "38400 bits a second; pseudo-terminals say so too"},
    {"BOTHER", BOTHER, CBAUD, "another speed, given as a number"},
    {"B57600", B57600, CBAUD, "57600 bits a second"},
    {"B115200", B115200, CBAUD, "115200 bits a second"},
    {"B230400", B230400, CBAUD, "230400 bits a second"},
    {"B460800", B460800, CBAUD, "460800 bits a second"},
    {"B921600", B921600, CBAUD, "921600 bits a second"},
    {"B1000000", B1000000, CBAUD, "1 million bits a second"},
    {"B2000000", B2000000, CBAUD, "2 million bits a second"},
    {"B4000000", B4000000, CBAUD, "4 million bits a second"},
    {"CS5", CS5, CSIZE, "characters of 5 bits"},
    {"CS6", CS6, CSIZE, "characters of 6 bits"},
    {"CS7", CS7, CSIZE, "characters of 7 bits"},
    {"CS8", CS8, CSIZE, "characters of 8 bits"},
    {"CSTOPB", CSTOPB, 0, "two stop bits"},
    {"CREAD", CREAD, 0, "characters can be received"},
    {"PARENB", PARENB, 0, "with parity"},
    {"PARODD", PARODD, 0, "odd parity"},
    {"HUPCL", HUPCL, 0, "hang up when the last one closes it"},
    {"CLOCAL", CLOCAL, 0, "no modem: ignore its lines"},
    {"CMSPAR", CMSPAR, 0, "parity is always the same bit"},
    {"CRTSCTS", CRTSCTS, 0, "the modem's lines say when to send"},
};

constexpr Constant local_rows[] = {
    {"ISIG", ISIG, 0, "Ctrl-C, Ctrl-Z and Ctrl-\\ send signals"},
    {"ICANON", ICANON, 0, "input comes a line at a time and can be edited until then"},
    {"XCASE", XCASE, 0, "capital letters are written with a backslash"},
    {"ECHO", ECHO, 0, "what is typed is shown"},
    {"ECHOE", ECHOE, 0, "erasing a character wipes it from the screen"},
    {"ECHOK", ECHOK, 0, "erasing a line starts a new one"},
    {"ECHONL", ECHONL, 0, "newlines are shown even without ECHO"},
    {"NOFLSH", NOFLSH, 0, "signals do not throw typed input away"},
    {"IEXTEN", IEXTEN, 0, "more editing: Ctrl-W, Ctrl-V …"},
    {"ECHOCTL", ECHOCTL, 0, "control characters are shown as ^C"},
    {"ECHOPRT", ECHOPRT, 0, "erased characters are printed again"},
    {"ECHOKE", ECHOKE, 0, "erasing a line wipes it from the screen"},
    {"FLUSHO", FLUSHO, 0, "output is being thrown away"},
    {"PENDIN", PENDIN, 0, "typed input is shown again"},
    {"TOSTOP", TOSTOP, 0, "background programs that write are stopped"},
    {"EXTPROC", EXTPROC, 0, "somebody else edits the lines"},
};

// tty(4)'s line disciplines, of linux/tty.h.
constexpr Constant discipline_rows[] = {
    {"N_TTY", 0, 0, "the usual one: lines, echo, Ctrl-C"},
    {"N_SLIP", 1, 0, "IP over a serial line"},
    {"N_MOUSE", 2, 0, "a mouse"},
    {"N_PPP", 3, 0, "PPP"},
    {"N_STRIP", 4},
    {"N_AX25", 5, 0, "amateur radio"},
    {"N_X25", 6},
    {"N_6PACK", 7},
    {"N_MASC", 8},
    {"N_R3964", 9},
    {"N_PROFIBUS_FDL", 10},
    {"N_IRDA", 11, 0, "infrared light"},
    {"N_SMSBLOCK", 12},
    {"N_HDLC", 13},
    {"N_SYNC_PPP", 14, 0, "PPP over a synchronous line"},
    {"N_HCI", 15, 0, "Bluetooth"},
    {"N_GIGASET_M101", 16},
    {"N_SLCAN", 17, 0, "a CAN bus"},
    {"N_PPS", 18, 0, "a pulse a second"},
    {"N_V253", 19},
    {"N_CAIF", 20},
    {"N_GSM0710", 21, 0, "several channels of a modem"},
    {"N_TI_WL", 22},
    {"N_TRACESINK", 23},
    {"N_TRACEROUTER", 24},
    {"N_NCI", 25, 0, "NFC"},
    {"N_SPEAKUP", 26, 0, "a speech synthesizer"},
    {"N_NULL", 27, 0, "nobody"},
};

constexpr Constant flow_rows[] = {
    {"TCOOFF", TCOOFF, 0, "stop the output"},
    {"TCOON", TCOON, 0, "let the output go on"},
    {"TCIOFF", TCIOFF, 0, "tell the other side to stop"},
    {"TCION", TCION, 0, "tell the other side to go on"},
};

constexpr Constant flush_rows[] = {
    {"TCIFLUSH", TCIFLUSH, 0, "throw unread input away"},
    {"TCOFLUSH", TCOFLUSH, 0, "throw unwritten output away"},
    {"TCIOFLUSH", TCIOFLUSH, 0, "both"},
};

}  // namespace

constexpr ConstantTable terminal_input{"c_iflag of termios(3)", "", input_rows};
constexpr ConstantTable terminal_output{
    .title = "c_oflag of termios(3)", .unknown = "", .rows = output_rows, .fields_apart = true};
constexpr ConstantTable terminal_control{
    .title = "c_cflag of termios(3)", .unknown = "", .rows = control_rows, .fields_apart = true};
constexpr ConstantTable terminal_local{"c_lflag of termios(3)", "", local_rows};
constexpr ConstantTable line_disciplines{"c_line of termios(3)", "N_???", discipline_rows};
constexpr ConstantTable terminal_flow{"TCXONC of ioctl_tty(2)", "TC???", flow_rows};
constexpr ConstantTable terminal_flush{"TCFLSH of ioctl_tty(2)", "TC???FLUSH", flush_rows};

}  // namespace spyglass::constants
