"""Addresses of the staff room."""

from django.urls import reverse


def page(obj):
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change", args=[obj.pk])


def step(obj, name):
    label = f"admin:{obj._meta.app_label}_{obj._meta.model_name}_step"
    return reverse(label, args=[obj.pk, name])


def listing(label):
    return reverse(f"admin:{label.replace('.', '_')}_changelist")


def export(label):
    return reverse(f"admin:{label.replace('.', '_')}_export")
