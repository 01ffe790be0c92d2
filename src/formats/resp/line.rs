//! The number lines of RESP (`*3\r\n`, `$-1\r\n`), read byte by byte across any cut.

use super::RespFault;

/// How far a number line has been read.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct NumberLine {
    value: u64,
    negative: bool,
    digits: bool,
    carriage_return: bool,
    started: bool,
}

impl NumberLine {
    /// Takes one byte after the type byte; gives the number at the line's end.
    #[inline]
    pub(super) fn take(&mut self, byte: u8) -> Result<Option<i64>, RespFault> {
        match byte {
            b'0'..=b'9' if !self.carriage_return => {
                self.started = true;
                self.digits = true;
                let digit = u64::from(byte - b'0');
                self.value = self
                    .value
                    .checked_mul(10)
                    .and_then(|value| value.checked_add(digit))
                    .ok_or(RespFault::BadNumber)?;
                Ok(None)
            }
            b'\r' if self.digits && !self.carriage_return => {
                self.carriage_return = true;
                Ok(None)
            }
            b'\n' if self.carriage_return => self.number().map(Some),
            b'-' | b'+' if !self.started => {
                self.started = true;
                self.negative = byte == b'-';
                Ok(None)
            }
            got if self.carriage_return => Err(RespFault::Unexpected { expected: "\\n", got }),
            _ => Err(RespFault::BadNumber),
        }
    }

    fn number(self) -> Result<i64, RespFault> {
        let signed = i128::from(self.value) * if self.negative { -1 } else { 1 };
        i64::try_from(signed).map_err(|_| RespFault::BadNumber)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Option<i64>, RespFault> {
        let mut number = NumberLine::default();
        let mut last = Ok(None);
        for byte in line.bytes() {
            assert_eq!(last, Ok(None), "{line:?} ended early");
            last = number.take(byte);
            if last.is_err() {
                break;
            }
        }
        last
    }

    #[test]
    fn numbers_and_their_limits() {
        for value in [0, 1, -1, 42, i64::MAX, i64::MIN] {
            assert_eq!(read(&format!("{value}\r\n")), Ok(Some(value)));
        }
        assert_eq!(read("+7\r\n"), Ok(Some(7)));
        assert_eq!(read("12\r"), Ok(None));
    }

    #[test]
    fn what_is_not_a_number() {
        for line in ["\r\n", "-\r\n", "1-\r\n", "1x\r\n", " 1\r\n", "--1\r\n", "1\n"] {
            assert_eq!(read(line), Err(RespFault::BadNumber), "{line:?}");
        }
        assert_eq!(read("9223372036854775808\r\n"), Err(RespFault::BadNumber));
        assert_eq!(read("99999999999999999999\r\n"), Err(RespFault::BadNumber));
        assert_eq!(read("1\r1"), Err(RespFault::Unexpected { expected: "\\n", got: b'1' }));
    }
}
