package sender_test

import (
	"testing"

	"earshot/shared/config"
	"earshot/shared/domain"
	"earshot/shared/start"
	"earshot/shared/start/sender"
)

func TestLook(t *testing.T) {
	_, alone := sender.Look(start.Parts{Config: config.Config{SAMLocal: true}})
	if _, nobody := alone.(domain.Nobody); !nobody {
		t.Errorf("under sam local %T is asked", alone)
	}
	dns, service := sender.Look(start.Parts{Config: config.Config{Region: "eu-north-1"}})
	if _, nobody := service.(domain.Nobody); nobody || dns == nil {
		t.Error("on AWS nobody is asked")
	}
}
