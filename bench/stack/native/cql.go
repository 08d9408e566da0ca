package native

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
)

// The few messages of Cassandra's native protocol, version 4, that asking one question takes.
const (
	cqlRequest  = 0x04
	cqlStartup  = 0x01
	cqlReady    = 0x02
	cqlQuery    = 0x07
	cqlResult   = 0x08
	cqlRows     = 2
	cqlError    = 0x00
	cqlMaxFrame = 1 << 20
)

// consistencyOne is the protocol's code for an answer by one node; 2 and 3 are the codes for two and three.
const consistencyOne = 1

// askCassandra runs one statement and returns the first column of the first row, nil when there is no row.
func askCassandra(ctx context.Context, addr string, consistency uint16, statement string) ([]byte, error) {
	conn, err := dial(ctx, addr)
	if err != nil {
		return nil, fmt.Errorf("ask cassandra: %w", err)
	}
	defer conn.Close()
	b := binary.BigEndian.AppendUint16(nil, 1)
	b = cqlString(b, "CQL_VERSION")
	b = cqlString(b, "3.0.0")
	if _, err := cqlCall(conn, cqlStartup, b, cqlReady); err != nil {
		return nil, fmt.Errorf("ask cassandra: %w", err)
	}
	b = binary.BigEndian.AppendUint32(nil, uint32(len(statement)))
	b = append(b, statement...)
	b = binary.BigEndian.AppendUint16(b, consistency)
	b = append(b, 0)
	answer, err := cqlCall(conn, cqlQuery, b, cqlResult)
	if err != nil {
		return nil, fmt.Errorf("ask cassandra: %w", err)
	}
	value, err := firstValue(answer)
	if err != nil {
		return nil, fmt.Errorf("read the answer of cassandra: %w", err)
	}
	return value, nil
}

func cqlString(b []byte, s string) []byte {
	return append(binary.BigEndian.AppendUint16(b, uint16(len(s))), s...)
}

// cqlCall sends a request and returns the body of the answer, which must be of the kind that is wanted.
func cqlCall(conn net.Conn, opcode byte, body []byte, want byte) ([]byte, error) {
	frame := binary.BigEndian.AppendUint32([]byte{cqlRequest, 0, 0, 0, opcode}, uint32(len(body)))
	if _, err := conn.Write(append(frame, body...)); err != nil {
		return nil, err
	}
	head := make([]byte, 9)
	if _, err := io.ReadFull(conn, head); err != nil {
		return nil, err
	}
	size := binary.BigEndian.Uint32(head[5:])
	if size > cqlMaxFrame {
		return nil, fmt.Errorf("it answered %d bytes", size)
	}
	answer := make([]byte, size)
	if _, err := io.ReadFull(conn, answer); err != nil {
		return nil, err
	}
	switch {
	case head[4] == want:
		return answer, nil
	case head[4] == cqlError && len(answer) > 6:
		return nil, fmt.Errorf("it answered: %s", answer[6:])
	}
	return nil, fmt.Errorf("it answered with a message of kind %d", head[4])
}

// firstValue takes a result apart as far as its first value. Columns must be of simple types.
func firstValue(b []byte) ([]byte, error) {
	r := cqlReader{rest: b}
	if r.number() != cqlRows {
		return nil, r.err
	}
	flags, columns := r.number(), r.number()
	const globalTable = 1
	if flags&globalTable != 0 {
		r.text()
		r.text()
	}
	for range columns {
		if flags&globalTable == 0 {
			r.text()
			r.text()
		}
		r.text()
		r.take(2)
		if r.err != nil {
			return nil, r.err
		}
	}
	if r.number() == 0 {
		return nil, r.err
	}
	return r.take(int(r.number())), r.err
}

// cqlReader takes values off the front of a message; after the first that is not there it gives nothing but zeros.
type cqlReader struct {
	rest []byte
	err  error
}

func (r *cqlReader) take(n int) []byte {
	if n < 0 || n > len(r.rest) {
		r.rest, r.err = nil, errors.New("the message is too short")
		return nil
	}
	head := r.rest[:n]
	r.rest = r.rest[n:]
	return head
}

func (r *cqlReader) number() uint32 {
	if b := r.take(4); b != nil {
		return binary.BigEndian.Uint32(b)
	}
	return 0
}

func (r *cqlReader) text() {
	if b := r.take(2); b != nil {
		r.take(int(binary.BigEndian.Uint16(b)))
	}
}
